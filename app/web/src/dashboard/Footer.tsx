import type { ReactNode } from "react";

import { useValue } from "./live/useLive.ts";
import { useServices } from "./services.ts";
import { bytes, number } from "./show/format.ts";

/** What the page has cost so far. */
export function Footer(): ReactNode {
  const { requests, requestBytes, sockets, messages, messageBytes } = useValue(useServices().traffic);
  return (
    <footer data-testid="footer">
      <p>
        <Count name="requests" value={requests}>{number(requests)} HTTP requests</Count>
        {", "}
        <Count name="request-bytes" value={requestBytes}>{bytes(requestBytes)}</Count>
      </p>
      <p>
        <Count name="sockets" value={sockets}>
          {number(sockets)} {sockets === 1 ? "WebSocket" : "WebSockets, one after another"}
        </Count>
        {", "}
        <Count name="messages" value={messages}>{number(messages)} messages</Count>
        {", "}
        <Count name="socket-bytes" value={messageBytes}>{bytes(messageBytes)}</Count>
      </p>
      <p>Times are of {Intl.DateTimeFormat().resolvedOptions().timeZone}; point at one for UTC.</p>
    </footer>
  );
}

interface CountProps {
  readonly name: string;
  readonly value: number;
  readonly children: ReactNode;
}

function Count({ name, value, children }: CountProps): ReactNode {
  return (
    <data value={value} data-testid={`footer-${name}`} data-value={value}>
      {children}
    </data>
  );
}
