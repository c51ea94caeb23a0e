"""A small mail server for tests: it keeps what it takes, and refuses or hangs up as it is told."""

import email
import email.policy
import socketserver
import threading
from contextlib import contextmanager


class Conversation(socketserver.StreamRequestHandler):
    def say(self, line):
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self):
        self.recipient = ""
        self.say("220 correo.example")
        for raw in self.rfile:
            line = raw.decode().strip()
            self.server.heard.append(line)
            if not self.answer(line):
                return

    def answer(self, line):
        """Whether the conversation goes on after `line`."""
        verb = line.partition(" ")[0].upper()
        if verb == "RCPT":
            self.recipient = line.partition("<")[2].partition(">")[0]
            self.say(self.server.answers.get(self.recipient, "250 OK"))
        elif verb == "DATA":
            return self.take()
        elif verb == "QUIT":
            self.say("221 Bye")
            return False
        else:
            self.say("250 OK")
        return True

    def take(self):
        self.say("354 Go on")
        lines = []
        for raw in self.rfile:
            if raw == b".\r\n":
                break
            lines.append(raw)
        if self.server.data_answer is None:
            # The line breaks before the server could say whether it took the message.
            return False
        if self.server.data_answer.startswith("250"):
            self.server.taken.append(email.message_from_bytes(b"".join(lines), policy=email.policy.default))
        self.say(self.server.data_answer)
        return True


class MailServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port=0):
        super().__init__(("127.0.0.1", port), Conversation)
        self.port = self.server_address[1]
        self.taken = []
        self.heard = []
        # recipient -> answer to RCPT; the answer to the message itself, None to hang up instead.
        self.answers = {}
        self.data_answer = "250 Taken"


@contextmanager
def mail_server(settings):
    """Runs a server and points Django's mail at it."""
    server = MailServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_USE_TLS = False
    settings.EMAIL_TIMEOUT = 5
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
