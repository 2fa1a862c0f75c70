"""The port of the server is written into the program."""
import asyncio
import sys

import websockets


async def main(server, port, command):
    async with websockets.connect(f"ws://{server}:5006/") as connection:
        await connection.send(command)
        async for message in connection:
            print(message.decode(), flush=True)


asyncio.run(main(*sys.argv[1:4]))
