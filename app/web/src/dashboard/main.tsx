/** The dashboard at `/`: an ordinary client of the public graph. */

import "./dashboard.css";

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { Dashboard } from "./Dashboard.tsx";
import { createServices, ServicesProvider } from "./services.ts";

const root = document.getElementById("root");
if (!root) throw new Error("The page has no element for the dashboard.");
createRoot(root).render(
  <StrictMode>
    <ServicesProvider value={createServices()}>
      <Dashboard />
    </ServicesProvider>
  </StrictMode>,
);
