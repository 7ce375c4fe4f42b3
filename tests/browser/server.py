"""Serves the files of a folder, and an API at another origin; prints what the page shows."""

import json
import sys
import threading
import time
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class Api(BaseHTTPRequestHandler):
    """The pages of a list of portals, and a photo. The first list is an error, so that the client retries."""

    requests = 0

    def do_OPTIONS(self):
        self.respond(204)

    def do_GET(self):
        url = urlsplit(self.path)
        if url.path.endswith("/photo"):
            return self.respond(200, b"photo" * 1000, "image/jpeg")
        if url.path == "/slow":
            time.sleep(2)
            return self.respond(200, {})
        if url.path == "/refused":
            return self.send_error(200)
        Api.requests += 1
        if Api.requests == 1:
            return self.respond(503)
        page = int(parse_qs(url.query).get("page", ["1"])[0])
        portal = {"id": f"portal-{page}", "name": f"Portal {page}", "hostname": f"{page}.example.com", "servers": []}
        counts = {"page": page, "per_page": 1, "count": 1, "total_count": 2}
        self.respond(200, {"success": True, "result": [portal], "result_info": counts})

    def do_PUT(self):
        is_whole = b"\x07" * 5000 in self.rfile.read(int(self.headers["Content-Length"]))
        self.respond(204 if is_whole else 400)

    do_POST = do_PUT

    def respond(self, status, value=None, media_type="application/json"):
        body = value if isinstance(value, bytes) else b"" if value is None else json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Access-Control-Allow-Headers", "authorization, content-type")
        self.send_header("Access-Control-Allow-Methods", "PUT")
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Files(SimpleHTTPRequestHandler):
    def do_POST(self):
        shown = self.rfile.read(int(self.headers["Content-Length"])).decode()
        print(f"shown: {shown}", flush=True)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


api = ThreadingHTTPServer(("127.0.0.1", 0), Api)
files = ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=sys.argv[1]))
threading.Thread(target=api.serve_forever, daemon=True).start()
print(f"http://127.0.0.1:{files.server_port}/?api=http://127.0.0.1:{api.server_port}", flush=True)
files.serve_forever()
