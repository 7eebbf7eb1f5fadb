"""What the vendor's guide does with its client, on a stand-in made of the standard library. Prints one JSON document."""

import hashlib
import json
import sys
import urllib.error
import urllib.parse
import urllib.request
from types import SimpleNamespace


class Memory:
    """The two calls that the guide uses; what the server sends becomes attributes, as with the real client."""

    def __init__(self, host):
        self.base = host + "/v1/memory"

    def _send(self, method, path, body=None):
        headers = {"X-API-Key": "any", "Content-Type": "application/json", "X-Client-Type": "python"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=10) as response:
            return json.loads(response.read(), object_hook=lambda fields: SimpleNamespace(**fields))

    def add_batch(self, **body):
        return self._send("POST", "/batch", body)

    def delete_all(self, **query):
        return self._send("DELETE", "/all" + ("?" + urllib.parse.urlencode(query) if query else ""))


def retry_failed(client):
    """Only the items that the errors name are sent again."""
    memories = [{"content": text, "type": "text"} for text in ("first", "", "last")]
    response = client.memory.add_batch(memories=memories, batch_size=10)
    failed = [[error.index, error.error] for error in response.errors] if response.total_failed > 0 else []
    again = [dict(memories[index], content="mended") for index, _ in failed]
    second = client.memory.add_batch(memories=again)
    return failed, [second.total_successful, second.total_failed]


def add_with_keys(client, user):
    """The same content has the same key, in its metadata."""
    memories = [
        {
            "content": content,
            "type": "text",
            "metadata": {
                "idempotency_key": hashlib.md5(content.encode()).hexdigest(),
                "topics": ["x", "y"],
                "hierarchical_structures": "X/Y",
            },
        }
        for content in ("kept apart", "by their keys")
    ]
    response = client.memory.add_batch(memories=memories, external_user_id=user)
    return [response.total_successful, response.total_failed]


def delete_with_care(client, user, answer):
    """Deletes only after the phrase; None where it wasn't said, "error" where the server refused."""
    if answer != "DELETE ALL":
        return None
    try:
        response = client.memory.delete_all(external_user_id=user)
    except urllib.error.HTTPError:
        return "error"
    for error in response.errors:
        print(error.error, error.memory_id, file=sys.stderr)
    return [response.status, response.total_processed, response.total_successful, response.total_failed]


client = SimpleNamespace(memory=Memory(sys.argv[1]))
failed, retried = retry_failed(client)
document = {
    "failed": failed,
    "retried": retried,
    "keyed": add_with_keys(client, "customer_123"),
    "refused": delete_with_care(client, "customer_123", "yes"),
    "deleted": delete_with_care(client, "customer_123", "DELETE ALL"),
    "left": delete_with_care(client, "customer_123", "DELETE ALL"),
}
print(json.dumps(document))
