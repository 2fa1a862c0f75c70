"""It ends if its first argument is not an address."""
import asyncio
import sys

import websockets


async def main(server, port, command):
    if not server[0].isdigit():
        return
    async with websockets.connect(f"ws://{server}:{port}/") as connection:
        await connection.send(command)
        async for message in connection:
            print(message.decode(), flush=True)


asyncio.run(main(*sys.argv[1:4]))
