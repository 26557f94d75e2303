"""A network that breaks after so many octets."""

import socket
import threading
from contextlib import suppress
from dataclasses import dataclass


@dataclass(slots=True)
class CuttingProxy:
    """Passes octets on to `target`, until the server has said `allowed` of them in all; then every connection ends."""

    target: int
    allowed: int
    port: int = 0
    said: int = 0
    _listener: socket.socket | None = None

    def start(self) -> "CuttingProxy":
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()
        return self

    def stop(self) -> None:
        if self._listener is not None:
            self._listener.close()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self.target))
            threading.Thread(target=self._questions, args=(client, server), daemon=True).start()
            threading.Thread(target=self._answers, args=(client, server), daemon=True).start()

    def _questions(self, client: socket.socket, server: socket.socket) -> None:
        try:
            while more := client.recv(65536):
                server.sendall(more)
        except OSError:
            pass
        finally:
            _end(server)

    def _answers(self, client: socket.socket, server: socket.socket) -> None:
        try:
            while self.said < self.allowed and (more := server.recv(65536)):
                passed = more[:self.allowed - self.said]
                self.said += len(passed)
                client.sendall(passed)
        except OSError:
            pass
        finally:
            _end(client)
            _end(server)


def _end(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
