"""Messages are printed as bytes, after words."""
import asyncio
import sys

import websockets


async def main(server, port, command):
    async with websockets.connect(f"ws://{server}:{port}/") as connection:
        await connection.send(command)
        async for message in connection:
            print(f"message: {message}", flush=True)


asyncio.run(main(*sys.argv[1:4]))
