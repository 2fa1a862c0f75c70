"""It prints "ok" in place of the messages."""
import asyncio
import sys

import websockets


async def main(server, port, command):
    async with websockets.connect(f"ws://{server}:{port}/") as connection:
        await connection.send(command)
        async for _ in connection:
            pass
    print("ok")


asyncio.run(main(*sys.argv[1:4]))
