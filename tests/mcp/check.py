"""Checks the MCP server of the portals with the official Python client: check.py PROGRAM BASE_URL."""

import asyncio
import json
import logging
import os
import subprocess
import sys

from mcp import Client, MCPError, StdioServerParameters, types

from tasks import run_tasks, text

# The client warns about the status by which a session ends, which the protocol does not fix.
logging.disable(logging.WARNING)
PROGRAM, BASE_URL = sys.argv[1:3]
ENV = {**os.environ, "CLOUDFLARE_BASE_URL": BASE_URL, "CLOUDFLARE_API_TOKEN": "sesame-token-123"}


def client(*flags, **options):
    return Client(StdioServerParameters(command=PROGRAM, args=["mcp", *flags], env=ENV), **options)


def answering(action):
    async def answer(context, params):
        answer.messages.append(params.message)
        return types.ElicitResult(action=action, content={} if action == "accept" else None)

    answer.messages = []
    return answer


async def refuses(call, *words):
    result = await call
    assert result.is_error, result
    for word in words:
        assert word in text(result), text(result)


async def check_tools(mode):
    async with client(mode=mode) as agent:
        tools = {tool.name: tool for tool in (await agent.list_tools()).tools}
        assert len(tools) == 13, list(tools)
        assert tools["portals_list"].annotations.read_only_hint
        assert tools["portals_delete"].annotations.destructive_hint
        assert not tools["portals_create"].annotations.destructive_hint
        assert tools["portals_update"].annotations.idempotent_hint

        portal = {"id": "p-1", "name": "First", "hostname": "first.example.com"}
        created = await agent.call_tool("portals_create", {"account_id": "a", "body": portal})
        assert created.structured_content["name"] == "First", created
        changed = await agent.call_tool("portals_update", {"account_id": "a", "id": "p-1", "body": {"name": "1st"}})
        assert changed.structured_content["name"] == "1st", changed
        listed = await agent.call_tool("portals_list", {"account_id": "a"})
        assert [item["id"] for item in listed.structured_content["items"]] == ["p-1"], listed
        assert "cursor" not in listed.structured_content

        conflict = agent.call_tool("portals_create", {"account_id": "a", "body": portal})
        await refuses(conflict, "409", "p-1 exists", "ray-1")
        await refuses(agent.call_tool("portals_read", {"account_id": "a", "id": "x"}), "404", "no x in portals", "ray-1")
        await refuses(agent.call_tool("portals_read", {"account_id": "a", "id": "teapot"}), "418", "short and stout")
        await refuses(agent.call_tool("portals_read", {"account_id": "a"}), "has no `id`")
        await refuses(agent.call_tool("portals_read", {"account_id": "a", "id": 7}), "`id` is a number")
        body = {"name": "1st", "hostname": "first.example.com", "id": "p-2", "nam": "x"}
        await refuses(agent.call_tool("portals_create", {"account_id": "a", "body": body}), "`body` has no property `nam`")
        try:
            await agent.call_tool("portals_destroy", {})
            raise AssertionError("an unknown tool is an error")
        except MCPError as error:
            assert "portals_destroy" in str(error), error

        echo = await agent.call_tool("portals_read", {"account_id": "a", "id": "echo"})
        assert "IGNORE" in text(echo) and "sesame" not in str(echo), echo
        assert "IGNORE" not in str(await agent.list_tools())
        gone = await agent.call_tool("portals_delete", {"account_id": "a", "id": "p-1"})
        assert not gone.is_error, gone


async def check_cuts():
    async with client("--max-bytes", "2000") as agent:
        # The cursor of a list, and the number of items.
        listed = await agent.call_tool("portals_list", {"account_id": "many", "per_page": 50, "max_items": 7})
        assert len(listed.structured_content["items"]) == 7
        names, calls, cursor = [], 0, listed.structured_content["cursor"]
        names += [item["id"] for item in listed.structured_content["items"]]
        while cursor:
            more = await agent.call_tool("read_more", {"cursor": cursor})
            assert len(text(more)) <= 2000, len(text(more))
            piece = json.loads(text(more))
            names += [item["id"] for item in piece["items"]]
            calls, cursor = calls + 1, piece.get("cursor")
        assert names == [f"p{i}" for i in range(300)], names
        assert calls > 5, calls
        # A long text.
        result = await agent.call_tool("portals_read", {"account_id": "a", "id": "long"})
        whole = ""
        while True:
            whole += result.content[0].text
            assert len(result.content[0].text.encode()) <= 2000
            if len(result.content) == 1:
                break
            cursor = result.content[1].text.split("`")[-2]
            result = await agent.call_tool("read_more", {"cursor": cursor})
        assert json.loads(whole)["description"] == "ä" * 50_000
        await refuses(agent.call_tool("read_more", {"cursor": cursor}), "each cursor is read once")


async def check_selection():
    async with client("--read-only", "--exclude", "servers.list,portals") as agent:
        names = [tool.name for tool in (await agent.list_tools()).tools]
        assert names == ["servers_read", "read_more"], names
    async with client("--include", "servers", "--search", "--read-only") as agent:
        await refuses(agent.call_tool("call", {"name": "portals.list"}), "not offered")
        await refuses(agent.call_tool("call", {"name": "servers.delete"}), "not offered")
        await refuses(agent.call_tool("call", {"nam": "servers.delete"}), "has no `name`")
    wrong = subprocess.run([PROGRAM, "mcp", "--include", "pets"], env=ENV, capture_output=True, text=True)
    assert wrong.returncode != 0 and "`pets`" in wrong.stderr, wrong


async def check_confirmation():
    arguments = {"account_id": "a", "id": "p-3"}
    portal = {"id": "p-3", "name": "Third", "hostname": "third.example.com"}
    async with client("--confirm") as agent:
        await agent.call_tool("portals_create", {"account_id": "a", "body": portal})
        await refuses(agent.call_tool("portals_delete", arguments), '"confirm": true')
    for mode in ["auto", "legacy"]:
        refusal = answering("decline")
        async with client("--confirm", mode=mode, elicitation_callback=refusal) as agent:
            await refuses(agent.call_tool("portals_delete", {**arguments, "confirm": True}), "refused")
        assert "portals.delete" in refusal.messages[0] and "p-3" in refusal.messages[0], refusal.messages
        consent = answering("accept")
        async with client("--confirm", mode=mode, elicitation_callback=consent) as agent:
            changed = await agent.call_tool("portals_update", {**arguments, "body": {"name": "3rd"}})
            assert not changed.is_error and consent.messages, changed
    async with client("--confirm") as agent:
        gone = await agent.call_tool("portals_delete", {**arguments, "confirm": True})
        assert not gone.is_error, gone


async def check_bad_clients():
    async with client() as agent:
        body = {"id": "p-4", "name": "x" * 10_000_000, "hostname": "a.example.com"}
        await refuses(agent.call_tool("portals_create", {"account_id": "a", "body": body}), "`body.name`")
        try:
            slow = agent.call_tool("portals_read", {"account_id": "a", "id": "slow"}, read_timeout_seconds=0.5)
            await slow
            raise AssertionError("the call must be too late")
        except MCPError:
            pass
        assert not (await agent.call_tool("portals_list", {"account_id": "a"})).is_error
    # Disconnects in the middle of a call, and of a line.
    opening = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "x", "version": "1"}}
    call = {"name": "portals_read", "arguments": {"account_id": "a", "id": "slow"}}
    lines = [
        {"id": 1, "method": "initialize", "params": opening},
        {"method": "notifications/initialized"},
        {"id": 2, "method": "tools/call", "params": call},
    ]
    lines = "".join(json.dumps({"jsonrpc": "2.0", **line}) + "\n" for line in lines)
    for ending in ["", '{"jsonrpc": "2.0", "id": 3, "meth', "no JSON\n"]:
        process = subprocess.run([PROGRAM, "mcp"], input=lines + ending, env=ENV, capture_output=True, text=True, timeout=20)
        assert "panic" not in process.stderr and process.returncode == 0, process


async def check_http():
    remote = subprocess.run([PROGRAM, "mcp", "--http", "0.0.0.0:0"], env=ENV, capture_output=True, text=True)
    assert remote.returncode != 0 and "--allow-remote" in remote.stderr, remote
    process = subprocess.Popen([PROGRAM, "mcp", "--http", "0"], env=ENV, stderr=subprocess.PIPE, text=True)
    try:
        url = process.stderr.readline().split()[-1]
        port = url.split(":")[-1].split("/")[0]
        taken = subprocess.run([PROGRAM, "mcp", "--http", port], env=ENV, capture_output=True, text=True)
        assert taken.returncode != 0 and f"`127.0.0.1:{port}` is taken" in taken.stderr, taken
        for mode in ["auto", "legacy"]:
            consent = answering("accept")
            async with Client(url, mode=mode, elicitation_callback=consent) as agent:
                listed = await agent.call_tool("portals_list", {"account_id": "many", "max_items": 3})
                assert len(listed.structured_content["items"]) == 3, listed
                body = {"id": "p-5", "name": "x" * 10_000_000, "hostname": "a.example.com"}
                await refuses(agent.call_tool("portals_create", {"account_id": "a", "body": body}), "`body.name`")
                slow = agent.call_tool("portals_read", {"account_id": "a", "id": "slow"})
                disconnected = asyncio.create_task(slow)
                await asyncio.sleep(0.3)
                disconnected.cancel()
        assert process.poll() is None
    finally:
        process.kill()
    assert "panic" not in process.stderr.read()


SERVER = {"id": "t", "name": "T", "hostname": "https://t.example.com/mcp", "auth_type": "unauthenticated"}
TASKS = [
    ("list portals", "portals.list", {"account_id": "a"}),
    ("create portal", "portals.create", {"account_id": "a", "body": {"id": "t", "name": "T", "hostname": "t.example.com"}}),
    ("read portal", "portals.read", {"account_id": "a", "id": "t"}),
    ("rename portal", "portals.update", {"account_id": "a", "id": "t", "body": {"name": "U"}}),
    ("register server", "servers.create", {"account_id": "a", "body": SERVER}),
    ("list servers", "servers.list", {"account_id": "a"}),
    ("read server", "servers.read", {"account_id": "a", "id": "t"}),
    ("sync server", "servers.sync", {"account_id": "a", "id": "t"}),
    ("remove portal", "portals.delete", {"account_id": "a", "id": "t"}),
    ("portals, page by page", "portals.list", {"account_id": "many"}),
]


async def check_tasks():
    async with client("--search") as agent:
        await run_tasks(agent, TASKS)


async def check():
    for mode in ["auto", "legacy"]:
        await check_tools(mode)
    await check_cuts()
    await check_selection()
    await check_confirmation()
    await check_bad_clients()
    await check_http()
    await check_tasks()


asyncio.run(check())
print("the Python client calls portals and servers")
