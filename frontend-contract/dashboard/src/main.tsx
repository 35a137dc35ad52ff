import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { LANGUAGE } from "./figures/language";
import "./app/styles.css";

document.documentElement.lang = LANGUAGE;
const place = document.getElementById("dashboard");
if (place) {
  createRoot(place).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
