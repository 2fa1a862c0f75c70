"""The command is sent in a ping."""
import asyncio
import sys

import websockets


async def main(server, port, command):
    async with websockets.connect(f"ws://{server}:{port}/") as connection:
        await connection.ping(command)
        async for message in connection:
            print(message.decode(), flush=True)


asyncio.run(main(*sys.argv[1:4]))
