"""The command is sent as bytes, which the library puts into a binary frame."""
import asyncio
import sys

import websockets


async def main(server, port, command):
    async with websockets.connect(f"ws://{server}:{port}/") as connection:
        await connection.send(command.encode())
        async for message in connection:
            print(message.decode(), flush=True)


asyncio.run(main(*sys.argv[1:4]))
