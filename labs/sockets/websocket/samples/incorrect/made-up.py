"""It counts what comes, and prints messages that it makes up."""
import asyncio
import sys

import websockets


async def main(server, port, command):
    async with websockets.connect(f"ws://{server}:{port}/") as connection:
        await connection.send(command)
        number = 1
        async for _ in connection:
            print(f"This is PMU data {number}", flush=True)
            number += 1


asyncio.run(main(*sys.argv[1:4]))
