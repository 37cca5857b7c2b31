import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import "./workers.ts";
import { Page } from "./Page.tsx";

const root = document.getElementById("root");
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <Page />
    </StrictMode>,
  );
}
