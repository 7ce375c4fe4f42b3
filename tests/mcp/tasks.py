"""Tasks of an agent that finds operations by `search`, and the bytes that reach its context."""

import json


def text(result):
    return "\n".join(block.text for block in result.content)


async def run_tasks(agent, tasks):
    """Runs each task by search, describe and call: what an agent asks for, the operation, its arguments."""
    tools = (await agent.list_tools()).tools
    assert [tool.name for tool in tools] == ["search", "describe", "call", "read_more"]
    total = shown = sum(len(tool.description) + len(json.dumps(tool.input_schema)) for tool in tools)
    print(f"tools: {shown} bytes")
    for query, name, arguments in tasks:
        operations = text(await agent.call_tool("search", {"query": query, "limit": 5}))
        assert any(line.startswith(name + " ") for line in operations.splitlines()), (query, operations)
        description = text(await agent.call_tool("describe", {"names": [name]}))
        result = await agent.call_tool("call", {"name": name, "arguments": arguments, "max_items": 20})
        assert not result.is_error, (name, text(result))
        counts = [len(part.encode()) for part in (operations, description, text(result))]
        total += sum(counts)
        print(f"{query}: search {counts[0]}, describe {counts[1]}, call {counts[2]} bytes")
    print(f"{len(tasks)} tasks: {total} bytes")
