import type { Client as Socket } from "graphql-ws";
import { useEffect, useState } from "react";

export type Connection = "connecting" | "live" | "interrupted";

/** Tell how it stands with the socket. */
export function useConnection(socket: Socket): Connection {
  const [connection, setConnection] = useState<Connection>("connecting");
  useEffect(() => {
    const forget = [
      socket.on("connected", () => setConnection("live")),
      socket.on("closed", () => setConnection("interrupted")),
    ];
    return () => forget.forEach((each) => each());
  }, [socket]);
  return connection;
}
