interface ChoiceProps {
  legend: string;
  options: readonly { value: string; label: string }[];
  chosen: string;
  onChoose: (value: string) => void;
}

/** One of a few, such as a unit or a currency; nothing where there is nothing to choose. */
export function Choice({ legend, options, chosen, onChoose }: ChoiceProps) {
  if (options.length < 2) return null;
  return (
    <fieldset className="choice">
      <legend className="unseen">{legend}</legend>
      {options.map(({ value, label }) => (
        <label key={value}>
          <input type="radio" name={legend} checked={value === chosen} onChange={() => onChoose(value)} />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}
