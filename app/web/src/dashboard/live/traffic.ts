/** What the page has received so far, and over what. */

import { Live } from "./live.ts";

/** `requests` are those of HTTP, the page's own files among them; `requestBytes` are as they came, headers included. */
export interface Traffic {
  readonly requests: number;
  readonly requestBytes: number;
  readonly sockets: number;
  readonly messages: number;
  readonly messageBytes: number;
}

const NONE: Traffic = { requests: 0, requestBytes: 0, sockets: 0, messages: 0, messageBytes: 0 };

/** Count from now on; what the browser has requested before counts too. */
export function countTraffic(): { traffic: Live<Traffic>; CountedSocket: typeof WebSocket } {
  const traffic = new Live(NONE);
  const count = (more: Partial<Traffic>): void => {
    traffic.set(sum(traffic.value(), more));
  };
  for (const type of ["navigation", "resource"]) {
    new PerformanceObserver((entries) => {
      const timings = entries.getEntries().filter((entry) => entry instanceof PerformanceResourceTiming);
      count({ requests: timings.length, requestBytes: timings.reduce((bytes, each) => bytes + each.transferSize, 0) });
    }).observe({ type, buffered: true });
  }
  return { traffic, CountedSocket: countedSocket(count) };
}

function countedSocket(count: (more: Partial<Traffic>) => void): typeof WebSocket {
  const encoder = new TextEncoder();
  return class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      this.addEventListener("open", () => { count({ sockets: 1 }); });
      this.addEventListener("message", ({ data }) => {
        count({ messages: 1, messageBytes: encoder.encode(String(data)).length });
      });
    }
  };
}

function sum(before: Traffic, more: Partial<Traffic>): Traffic {
  return {
    requests: before.requests + (more.requests ?? 0),
    requestBytes: before.requestBytes + (more.requestBytes ?? 0),
    sockets: before.sockets + (more.sockets ?? 0),
    messages: before.messages + (more.messages ?? 0),
    messageBytes: before.messageBytes + (more.messageBytes ?? 0),
  };
}
