interface FigureProps {
  label: string;
  value: string;
  note: string;
  alarming?: boolean;
}

/** One number, large. It flashes when it moves: another value is another element. */
export function Figure({ label, value, note, alarming = false }: FigureProps) {
  return (
    <div className={alarming ? "figure alarming" : "figure"}>
      <dt>{label}</dt>
      <dd>
        <span key={value} className="value">{value}</span>
        <span className="quiet">{note}</span>
      </dd>
    </div>
  );
}
