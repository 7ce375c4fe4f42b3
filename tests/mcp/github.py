"""Ten tasks of an agent on GitHub's 1,223 operations: github.py PROGRAM BASE_URL SCHEMAS."""

import asyncio
import json
import sys

from mcp import Client, StdioServerParameters

from tasks import run_tasks

PROGRAM, BASE_URL, SCHEMAS = sys.argv[1:4]
REPOSITORY = {"owner": "octocat", "repo": "hello-world"}
TASKS = [
    ("create an issue", "issues.create", {**REPOSITORY, "body": {"title": "It is broken"}}),
    ("list issues of a repository", "issues.list_for_repo", REPOSITORY),
    ("create a comment on an issue", "issues.create_comment", {**REPOSITORY, "issue_number": 1, "body": {"body": "Fixed"}}),
    ("merge a pull request", "pulls.merge", {**REPOSITORY, "pull_number": 1}),
    ("list commits of a pull request", "pulls.list_commits", {**REPOSITORY, "pull_number": 1}),
    ("get the content of a file", "repos.get_content", {**REPOSITORY, "path": "README.md"}),
    ("create a release", "repos.create_release", {**REPOSITORY, "body": {"tag_name": "v1"}}),
    ("search code", "search.code", {"q": "octocat"}),
    ("dispatch a workflow", "actions.create_workflow_dispatch", {**REPOSITORY, "workflow_id": 1, "body": {"ref": "main"}}),
    ("star a repository", "activity.star_repo_for_authenticated_user", REPOSITORY),
]


async def check():
    parameters = StdioServerParameters(command=PROGRAM, args=["mcp", "--base-url", BASE_URL, "--anonymous"])
    async with Client(parameters) as agent:
        await run_tasks(agent, TASKS)


asyncio.run(check())
operations = json.load(open(SCHEMAS))["operations"].values()
arguments = sum(len(json.dumps(operation["arguments"])) for operation in operations)
print(f"arguments of all {len(operations)} operations: {arguments} bytes, without the definitions that they refer to")
