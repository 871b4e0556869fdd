// SPDX-License-Identifier: Apache-2.0
import {
  Client,
  credentials,
  type handleServerStreamingCall,
  type handleUnaryCall,
  type MethodDefinition,
  Server,
  ServerCredentials,
} from '@grpc/grpc-js';

/** What stands before Firestore's emulator and passes everything on, but what it is told to fail. */
export interface FirestoreRelay {
  host: string;
  /** Every call since the last `fail`, by the name of its method. */
  calls: () => string[];
  /** Of the calls from now on, those fail whose number is named: with this gRPC code, and never reach Firestore. */
  fail: (code: number | undefined, which?: (call: number) => boolean) => void;
  stop: () => Promise<void>;
}

const unary = ['Commit', 'BeginTransaction', 'Rollback'];
const streaming = ['BatchGetDocuments', 'RunQuery', 'RunAggregationQuery'];
const raw = (bytes: Buffer): Buffer => bytes;

const method = (name: string, responseStream: boolean): MethodDefinition<Buffer, Buffer> => ({
  path: `/google.firestore.v1.Firestore/${name}`,
  requestStream: false,
  responseStream,
  requestSerialize: raw,
  requestDeserialize: raw,
  responseSerialize: raw,
  responseDeserialize: raw,
});

/** Relays to the emulator at this host; what it passes on it does not read. */
export async function firestoreRelay(emulator: string): Promise<FirestoreRelay> {
  const client = new Client(emulator, credentials.createInsecure());
  const server = new Server();
  let calls: string[] = [];
  let failing: { code: number; which: (call: number) => boolean } | undefined;
  const failed = (name: string) => {
    calls.push(name);
    if (failing === undefined || !failing.which(calls.length - 1)) return undefined;
    return { code: failing.code, details: 'SECRET of Firestore' };
  };
  const definition: Record<string, MethodDefinition<Buffer, Buffer>> = {};
  const handlers: Record<
    string,
    handleUnaryCall<Buffer, Buffer> | handleServerStreamingCall<Buffer, Buffer>
  > = {};
  for (const name of unary) {
    const made = method(name, false);
    definition[name] = made;
    const handler: handleUnaryCall<Buffer, Buffer> = ({ request, metadata }, answer) => {
      const fault = failed(name);
      if (fault !== undefined) return answer(fault);
      client.makeUnaryRequest(made.path, raw, raw, request, metadata, (error, response) =>
        answer(error, response),
      );
    };
    handlers[name] = handler;
  }
  for (const name of streaming) {
    const made = method(name, true);
    definition[name] = made;
    const handler: handleServerStreamingCall<Buffer, Buffer> = (call) => {
      const fault = failed(name);
      if (fault !== undefined) return void call.emit('error', fault);
      client
        .makeServerStreamRequest(made.path, raw, raw, call.request, call.metadata)
        .on('data', (chunk: Buffer) => call.write(chunk))
        .on('error', (error) => call.emit('error', error))
        .on('end', () => call.end());
    };
    handlers[name] = handler;
  }
  server.addService(definition, handlers);
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    ),
  );
  return {
    host: `127.0.0.1:${port}`,
    calls: () => calls,
    fail: (code, which = () => true) => {
      calls = [];
      failing = code === undefined ? undefined : { code, which };
    },
    stop: async () => {
      client.close();
      server.forceShutdown();
    },
  };
}
