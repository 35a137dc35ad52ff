// How charts look: they follow the theme. They are drawn at once: what moves often would never come to rest.
export const TICK = { fill: "var(--quiet)", fontSize: 12 };

export const TIP = {
  cursor: { fill: "var(--line)", fillOpacity: 0.2 },
  contentStyle: { background: "var(--paper)", border: "1px solid var(--line)", borderRadius: 6 },
};
