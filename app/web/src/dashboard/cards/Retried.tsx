import { Component, Fragment, type ReactNode } from "react";

import { Failure } from "./Card.tsx";

/** What goes wrong in the page itself may be of an older page than the gateway has now. */
const reload = (): void => { location.reload(); };

interface Props {
  /** The card; `again` makes it anew. */
  readonly children: (again: () => void) => ReactNode;
}

interface State {
  readonly attempt: number;
  readonly message: string | null;
}

/** Keeps what goes wrong in a card within it, and makes the card anew when it is asked to. */
export class Retried extends Component<Props, State> {
  override state: State = { attempt: 0, message: null };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  readonly again = (): void => {
    this.setState(({ attempt }) => ({ attempt: attempt + 1, message: null }));
  };

  override render(): ReactNode {
    const { attempt, message } = this.state;
    if (message !== null) {
      return (
        <section className="card" data-state="failed">
          <Failure problem={{ code: "PAGE_ERROR", message }} again={reload} />
        </section>
      );
    }
    return <Fragment key={attempt}>{this.props.children(this.again)}</Fragment>;
  }
}
