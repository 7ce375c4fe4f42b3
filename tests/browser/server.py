"""Serves the files of a folder, and an API with two portals at another origin; prints what the page shows."""

import json
import sys
import threading
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class Api(BaseHTTPRequestHandler):
    """The pages of a list of portals. The first response is an error, so that the client retries."""

    requests = 0

    def do_OPTIONS(self):
        self.respond(204)

    def do_GET(self):
        Api.requests += 1
        url = urlsplit(self.path)
        if Api.requests == 1 or not url.path.endswith("/access/ai-controls/mcp/portals"):
            return self.respond(503)
        page = int(parse_qs(url.query).get("page", ["1"])[0])
        portal = {"id": f"portal-{page}", "name": f"Portal {page}", "hostname": f"{page}.example.com", "servers": []}
        counts = {"page": page, "per_page": 1, "count": 1, "total_count": 2}
        self.respond(200, {"success": True, "result": [portal], "result_info": counts})

    def respond(self, status, value=None):
        body = b"" if value is None else json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Access-Control-Allow-Headers", "authorization")
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
