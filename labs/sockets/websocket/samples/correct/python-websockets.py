"""A client with the library websockets: a loop over the messages."""
import asyncio
import sys

import websockets


async def main(server, port, command):
    async with websockets.connect(f"ws://{server}:{port}/") as connection:
        await connection.send(command)
        async for message in connection:
            print(message.decode(), flush=True)


asyncio.run(main(*sys.argv[1:4]))
