import { useEffect, useState } from "react";
import { useClient, type AnyVariables } from "urql";
import { keep, type Keeping, type Kept, type Told } from "./keeping";

/** Show what a query tells, as it moves. It begins anew when `subject` changes, and only then. */
export function useKept<Data extends Told, Variables extends AnyVariables>(
  subject: string,
  keeping: Keeping<Data, Variables>,
): Kept<Data> {
  const client = useClient();
  const [kept, setKept] = useState<Kept<Data>>({ moved: [] });
  useEffect(() => {
    // What was told last stays on the page while the server cannot be asked.
    const tell = (next: Kept<Data>) => setKept((last) => ({ ...next, data: next.data ?? last.data }));
    const end = keep(client, keeping, tell);
    return () => {
      end();
      setKept({ moved: [] });
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- what is kept follows from the subject
  }, [client, subject]);
  return kept;
}
