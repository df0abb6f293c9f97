import type { OfferedTool, ToolCall } from './wire-words.js';

/** By which Codex runs programs that call its shell; where there are no namespaces, theirs is part of the name. */
const PROGRAM_RUNNER = /(^|_)exec$/;
/** Names by which the agents know their shell. */
const SHELL =
  /^(bash|shell|exec_command|shell_command|run_shell_command|execute_command|run_commands?|run_terminal_command)$/i;

interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
}

/** A call of the shell among the tools; `null` where none is offered. */
export function shellCallFor(tools: readonly OfferedTool[], command: string): ToolCall | null {
  const [tool, inputFor] = find(tools, SHELL, shellInput) ?? find(tools, PROGRAM_RUNNER, programInput) ?? [];
  if (!tool || !inputFor) return null;
  const { schema, ...named } = tool;
  return { id: 'call_1', ...named, input: inputFor(schema as Schema | null, command) };
}

type InputFor = (schema: Schema | null, command: string) => ToolCall['input'];

function find(tools: readonly OfferedTool[], name: RegExp, inputFor: InputFor) {
  const tool = tools.find((one) => name.test(one.name));
  return tool && ([tool, inputFor] as const);
}

function shellInput(schema: Schema | null, command: string): ToolCall['input'] {
  const { properties = {}, required = [] } = schema ?? {};
  const fields = Object.entries(properties).flatMap(([name, one]) => {
    if (/^(cmd|commands?)$/.test(name)) return [[name, commandAs(one, command)] as const];
    return required.includes(name) ? [[name, anyOf(one)] as const] : [];
  });
  return Object.fromEntries(fields);
}

function programInput(schema: Schema | null, command: string): ToolCall['input'] {
  const program = `text((await tools.exec_command(${JSON.stringify({ cmd: command })})).output)`;
  const [field] = Object.keys(schema?.properties ?? {});
  return field === undefined ? program : { [field]: program };
}

function commandAs({ type }: Schema, command: string): unknown {
  if (type?.toLowerCase() !== 'array') return command;
  return [command];
}

/** Something that fits the schema: what it is does not matter here. */
function anyOf({ type, enum: [first] = [] }: Schema): unknown {
  if (first !== undefined) return first;
  const values: Readonly<Record<string, unknown>> = {
    boolean: false,
    integer: 1,
    number: 1,
    array: [],
    object: {},
  };
  return values[type?.toLowerCase() ?? ''] ?? 'runs the command';
}
