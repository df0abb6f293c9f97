"""What the blocks use of OpenAI's package, over HTTP: `npm run test:python` runs them with the package itself."""

import json
import urllib.request
from types import SimpleNamespace


class Part(SimpleNamespace):
    """A JSON object; as with the package, what it lacks is None."""

    def __getattr__(self, name):
        return None


def part(text):
    return json.loads(text, object_hook=lambda fields: Part(**fields))


class OpenAI:
    def __init__(self, *, base_url, api_key):
        self._url = f"{base_url}/chat/completions"
        self._headers = {"authorization": f"Bearer {api_key}", "content-type": "application/json"}
        self.chat = SimpleNamespace(completions=SimpleNamespace(create=self._create))

    def _create(self, *, model, messages, stream=False, extra_body=None, **more):
        body = {"model": model, "messages": messages, "stream": stream, **more, **(extra_body or {})}
        data = json.dumps(body).encode()
        answer = urllib.request.urlopen(urllib.request.Request(self._url, data, self._headers))
        if not stream:
            return part(answer.read())
        events = (line[len(b"data: ") :] for line in answer if line.startswith(b"data: "))
        return (part(event) for event in events if event.strip() != b"[DONE]")
