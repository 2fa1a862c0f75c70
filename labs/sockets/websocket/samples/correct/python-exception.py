"""A client with the library websockets: one receive after the other, until its exception; words around, Windows line ends."""
import asyncio
import sys

import websockets


async def main(server, port, command):
    connection = await websockets.connect(f"ws://{server}:{port}", max_size=None)
    print(f"connected to {server}", end="\r\n")
    await connection.send(command)
    count = 0
    try:
        while True:
            message = await connection.recv()
            count += 1
            print(f"message {count}: '{message.decode()}' ({len(message)} bytes)", end="\r\n")
    except websockets.ConnectionClosed as end:
        print(f"{count} messages, then close code {end.code}", end="\r\n")
    finally:
        await connection.close()


asyncio.run(main(*sys.argv[1:4]))
