/** All parts that can be judged. */
import type { Part } from '../part.ts';
import { chatClient } from './chat-client/part.ts';
import { chatServer } from './chat-server/part.ts';
import { packetization } from './packetization/part.ts';
import { queries } from './queries/part.ts';
import { receiver } from './receiver/part.ts';
import { sender } from './sender/part.ts';
import { tls } from './tls/part.ts';
import { udp } from './udp/part.ts';
import { websocket } from './websocket/part.ts';

/** The parts by their ids. */
export const PARTS: ReadonlyMap<string, Part> = new Map(
  [packetization, udp, receiver, sender, tls, websocket, chatClient, chatServer, queries].map((part) => [
    part.id,
    part,
  ]),
);
