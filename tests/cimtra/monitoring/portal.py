"""A municipality's portal with every fault, served on this machine under made-up names."""

import io
import socket
import threading
import time
import zipfile
from collections import Counter
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import openpyxl

NAME = "portal.test"
DUE, EARLIER = "tercer trimestre de 2026", "segundo trimestre de 2026"
HTML = "text/html; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def page(title="Información fundamental", text="Lo que se publica.", quarter=""):
    words = " ".join([text] * 60)
    return (
        f"<!doctype html><html><head><title>{title}</title></head>"
        f"<body><h1>{title}</h1><p>{quarter}</p><p>{words}</p></body></html>"
    ).encode()


def workbook(quarter=DUE, rows=12):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Gobierno municipal"])
    sheet.append([f"Nómina del {quarter}"])
    sheet.append(["Número", "Nombre del puesto", "Área", "Sueldo"])
    for number in range(rows):
        sheet.append([number + 1, "Auxiliar", "Tesorería", 10_000.5])
    return saved(book)


def saved(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def ods(quarter=DUE):
    rows = [["Nómina", quarter], ["Puesto", "Sueldo"], ["Auxiliar", "10000"], ["Titular", "20000"]]
    cells = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in row)
        + "</table:table-row>"
        for row in rows
    )
    empty = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
    )
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="Hoja1">{cells}{empty}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return file.getvalue()


def pdf(text="", *, with_picture=False):
    """A PDF of one page that says `text`, or shows a picture where the text would be."""
    said = f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET".encode("cp1252") if text else b""
    shown = b"q 500 0 0 700 50 50 cm /Im1 Do Q" if with_picture else b""
    stream = said + b"\n" + shown
    picture = b"\x00" * 3 * 4 * 4
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 612 792] "
        b"/Resources << /Font << /F1 5 0 R >> /XObject << /Im1 6 0 R >> >> >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /XObject /Subtype /Image /Width 4 /Height 4 /ColorSpace /DeviceRGB /BitsPerComponent 8 "
        b"/Length %d >>\nstream\n%s\nendstream" % (len(picture), picture),
    ]
    file = io.BytesIO(b"%PDF-1.4\n")
    file.seek(0, 2)
    places = []
    for number, body in enumerate(objects, 1):
        places.append(file.tell())
        file.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    table = file.tell()
    file.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    file.writelines(b"%010d 00000 n \n" % place for place in places)
    file.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table))
    return file.getvalue()


LOGIN = page("Iniciar sesión", "Escriba su usuario.").replace(b"</p></body>", b'</p><input type="password"></body>')
LONG_TEXT = f"Informe del {DUE}, publicado por la Tesorería Municipal para su consulta por cualquier persona."


class Portal(ThreadingHTTPServer):
    """Counts what it is asked, by path and at once; `private` tells what must never be asked."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Visitor)
        self.asked, self.hosts, self.most_at_once, self.now_at_once = [], [], 0, 0
        self.most_at_one_host, self.now_at_host = 0, Counter()
        self.lock = threading.Lock()
        self.answers = answers_of(self)
        self.ending = threading.Event()

    def handle_error(self, request, client_address):
        """Visitors hang up on what drips; that is what they should do."""

    @property
    def port(self):
        return self.server_address[1]

    def url(self, path, host=NAME):
        return f"http://{host}:{self.port}{path}"

    @contextmanager
    def counted(self, path, host):
        with self.lock:
            self.asked.append(path)
            self.now_at_host[host] += 1
            self.most_at_one_host = max(self.most_at_one_host, self.now_at_host[host])
            self.hosts.append(host)
            self.now_at_once += 1
            self.most_at_once = max(self.most_at_once, self.now_at_once)
        try:
            yield
        finally:
            with self.lock:
                self.now_at_once -= 1
                self.now_at_host[host] -= 1


def answers_of(portal):
    """path -> (status, headers, body) or a function of the visitor."""

    def found(body, content_type=HTML, **headers):
        return 200, {"Content-Type": content_type, **headers}, body

    def leads(status, location):
        return status, {"Location": location}, b""

    return {
        "/": found(page("Gobierno municipal")),
        "/bien": found(page(quarter=f"Actualizado al {DUE}")),
        "/nomina.xlsx": found(workbook(), XLSX, **{"Last-Modified": "Mon, 05 Oct 2026 15:00:00 GMT"}),
        "/nomina.ods": found(ods(), "application/octet-stream"),
        "/nomina.csv": found("Puesto;Sueldo\nAuxiliar;10000\n".encode("cp1252"), "text/plain"),
        "/julio-septiembre-2026.csv": found(b"Puesto,Sueldo\nAuxiliar,10000\n", "text/csv"),
        "/informe.pdf": found(pdf(LONG_TEXT), "application/pdf"),
        "/escaneado.pdf": found(pdf(with_picture=True), "application/pdf"),
        "/atrasado": found(page(quarter=f"Actualizado al {EARLIER}")),
        "/atrasada.xlsx": found(workbook(EARLIER), XLSX),
        "/sin-periodo": found(page()),
        "/dudoso": found(page(text="En 2026 hubo muchas cosas que contar.", quarter="Tercer trimestre: listo.")),
        "/vacio": found(b""),
        "/sin-renglones.xlsx": found(workbook(rows=0), XLSX),
        "/roto.xlsx": found(b"PK\x03\x04" + b"x" * 500, XLSX),
        "/macro.xls": found(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "application/vnd.ms-excel"),
        "/no-esta": (404, {"Content-Type": HTML}, page("No encontrado")),
        "/retirado": (410, {"Content-Type": HTML}, page("Retirado")),
        "/dice-que-no-esta": found(page("Página no encontrada")),
        "/prohibido": (403, {"Content-Type": HTML}, page("Prohibido")),
        "/falla": (500, {"Content-Type": HTML}, page("Error")),
        "/mantenimiento": (503, {"Content-Type": HTML, "Retry-After": "120"}, page("Mantenimiento")),
        "/robot": found(b"<html><head><title>Just a moment...</title></head><body>Checking</body></html>"),
        "/entrar": found(LOGIN),
        "/circulo": leads(302, "/circulo2"),
        "/circulo2": leads(302, "/circulo"),
        "/larga1": leads(302, "/larga2"),
        **{f"/larga{number}": leads(302, f"/larga{number + 1}") for number in range(2, 9)},
        "/movido": leads(301, "/bien"),
        "/con-diagonal": leads(301, "/con-diagonal/"),
        "/con-diagonal/": found(page()),
        "/de-paso": leads(302, "/bien"),
        "/a-la-portada": leads(302, "/"),
        "/a-lo-privado": leads(302, "http://interno.test/secreto"),
        "/a-la-red": leads(302, f"http://127.0.0.1:{portal.port}/secreto"),
        "/al-archivo": leads(302, "file:///etc/passwd"),
        "/a-otro-puerto": leads(302, "http://publico.test:22/"),
        "/secreto": found(page("Secreto")),
        "/goteo": drip,
        "/goteo-de-encabezados": drip_headers,
        "/enorme.xlsx": flood,
        "/cortado.pdf": hang_up,
        "/galleta": cookie,
        "/lento": slow,
    }


def drip(visitor):
    visitor.send_response(200)
    visitor.send_header("Content-Type", HTML)
    visitor.send_header("Content-Length", "100000")
    visitor.end_headers()
    for _second in range(600):
        visitor.wfile.write(b"<")
        visitor.wfile.flush()
        if visitor.server.ending.wait(0.05):
            return


def drip_headers(visitor):
    visitor.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    for _second in range(600):
        visitor.wfile.write(b"a")
        visitor.wfile.flush()
        if visitor.server.ending.wait(0.05):
            return


def flood(visitor):
    """Five thousand million bytes, for as long as somebody takes them."""
    visitor.send_response(200)
    visitor.send_header("Content-Type", XLSX)
    visitor.send_header("Content-Length", str(5 * 10**9))
    visitor.end_headers()
    part = b"PK\x03\x04" + bytes(1024 * 1024)
    for _part in range(5000):
        visitor.wfile.write(part)
        visitor.server.flooded = getattr(visitor.server, "flooded", 0) + len(part)


def hang_up(visitor):
    visitor.send_response(200)
    visitor.send_header("Content-Type", "application/pdf")
    visitor.send_header("Content-Length", "100000")
    visitor.end_headers()
    visitor.wfile.write(pdf(LONG_TEXT)[:300])


def cookie(visitor):
    """Leads back to itself until the visitor brings what it was given."""
    if "visto=1" in visitor.headers.get("Cookie", ""):
        visitor.answer(200, {"Content-Type": HTML}, page())
    else:
        visitor.answer(302, {"Location": "/galleta", "Set-Cookie": "visto=1; Path=/"}, b"")


def slow(visitor):
    time.sleep(0.2)
    visitor.answer(200, {"Content-Type": HTML}, page())


class Visitor(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        """Nothing: the tests look at Portal.asked."""

    def do_GET(self):
        host = self.headers.get("Host", "").partition(":")[0]
        with self.server.counted(self.path, host), suppress(OSError):
            answer = self.server.answers.get(self.path.partition("?")[0])
            if answer is None:
                self.answer(404, {"Content-Type": HTML}, page("No encontrado"))
            elif callable(answer):
                answer(self)
            else:
                self.answer(*answer)
        self.close_connection = True

    def answer(self, status, headers, body):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def open_portal():
    portal = Portal()
    thread = threading.Thread(target=portal.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield portal
    finally:
        portal.ending.set()
        portal.shutdown()
        portal.server_close()
        thread.join(5)


def closed_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]
