import { Injectable } from '@nestjs/common';
import { requesty } from '../../../llm-providers/requesty/requesty.entry.js';
import { agentServiceOf } from './agent-service.js';

/** The Requesty agent: its key comes through `ConfigService`, its client through `REQUESTY_CLIENT`. */
@Injectable()
export class RequestyAgentService extends agentServiceOf(requesty) {}
