"""It prints a flood of its own that begins as the real one does, and is as long."""
import asyncio
import sys

import websockets


async def main(server, port, command):
    async with websockets.connect(f"ws://{server}:{port}/") as connection:
        await connection.send(command)
        message = await connection.recv()
        text = message.decode()
        print(text[:500] + "x" * (len(text) - 500), flush=True)
        async for _ in connection:
            pass


asyncio.run(main(*sys.argv[1:4]))
