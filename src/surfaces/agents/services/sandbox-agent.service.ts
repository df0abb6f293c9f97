import { Injectable } from '@nestjs/common';
import { sandbox } from '../../../llm-providers/sandbox/sandbox.definition.js';
import { agentServiceOf } from './agent-service.js';

/** The simulator's agent: needs no key and reaches no network. */
@Injectable()
export class SandboxAgentService extends agentServiceOf(sandbox) {}
