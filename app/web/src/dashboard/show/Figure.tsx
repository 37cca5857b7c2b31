import type { ReactNode } from "react";

/** A figure with its unit under what it is of; inside a `<dl>`. */
export function Figure({ name, children, note }: FigureProps): ReactNode {
  return (
    <div className="figure">
      <dt>{name}</dt>
      <dd>
        {children}
        {note === undefined ? null : <small>{note}</small>}
      </dd>
    </div>
  );
}

interface FigureProps {
  readonly name: string;
  readonly children: ReactNode;
  readonly note?: ReactNode;
}
