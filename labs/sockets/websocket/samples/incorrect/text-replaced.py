"""It prints the first message and the last one, and other texts between."""
import asyncio
import sys

import websockets


async def main(server, port, command):
    async with websockets.connect(f"ws://{server}:{port}/") as connection:
        await connection.send(command)
        messages = [message.decode() async for message in connection]
        for i, message in enumerate(messages):
            print(message if i in (0, len(messages) - 1) else "some more data", flush=True)


asyncio.run(main(*sys.argv[1:4]))
