// SPDX-License-Identifier: Apache-2.0
import { sendDenials } from '../../core/api/denials.ts';
import * as api from '../../core/api/ingest.ts';
import { onAgent } from '../http/handler.ts';
import { door, type Listener } from '../http.ts';
import type { Service } from '../service.ts';
import { takeDenials } from './denials.ts';
import { list, missing, send, take } from './evidence.ts';
import { beat } from './heartbeat.ts';
import { takeBatch } from './records.ts';

/** The function `ingest`: what the agents of clusters say of themselves and of what runs there. */
export const ingestFunction = (service: Service): Listener =>
  door(service, [
    onAgent(api.heartbeat, beat),
    onAgent(api.sendRecords, takeBatch(service)),
    onAgent(sendDenials, takeDenials),
    onAgent(api.askEvidence, missing),
    onAgent(api.putEvidence, take),
    onAgent(api.listEvidence, list),
    onAgent(api.readEvidence, send),
  ]);
