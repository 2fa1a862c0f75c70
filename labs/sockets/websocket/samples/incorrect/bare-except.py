"""It takes each message for a text, and catches every error without a word."""
import asyncio
import sys

import websockets


async def main(server, port, command):
    async with websockets.connect(f"ws://{server}:{port}/") as connection:
        await connection.send(command)
        async for message in connection:
            try:
                print("message: " + message, flush=True)
            except:
                pass


asyncio.run(main(*sys.argv[1:4]))
