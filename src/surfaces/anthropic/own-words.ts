import { isObject, type Fields } from '../../common/fields.js';
import { NO_ORIGINS, placeIn, type Origins } from '../in-own-words.js';

/** By canonical names. */
const PLACES: Readonly<Record<string, string>> = {
  max_completion_tokens: 'max_tokens',
  stop: 'stop_sequences',
  user: 'metadata.user_id',
  parallel_tool_calls: 'tool_choice.disable_parallel_tool_use',
  tool_choice: 'tool_choice',
};

/** Where a canonical parameter stands in a request of this API, as its refusals name places: `messages.0`. What is one stays. */
export function ownPlace(parameter: string, body: Fields, origins: Origins = NO_ORIGINS): string {
  if (parameter.startsWith('reasoning_effort')) return placeOfEffort(body);
  if (parameter.startsWith('response_format')) {
    const schema = parameter.startsWith('response_format.json_schema.schema') ? '.schema' : '';
    return (isObject(body['output_format']) ? 'output_format' : 'output_config.format') + schema;
  }
  const [, name, at, inside = ''] = /^(messages|tools)\[(\d+)\](.*)$/.exec(parameter) ?? [];
  if (name === undefined) return placeIn(parameter, PLACES);
  const origin = origins[name as 'messages' | 'tools'][Number(at)] ?? name;
  return name === 'tools' && origin !== name ? origin + insideOfTool(inside) : origin;
}

/** Its schema is `input_schema` there, and all else of a function stands in the tool. */
function insideOfTool(inside: string): string {
  const [, field] = /^\.function\.(name|description|strict|parameters)\b/.exec(inside) ?? [];
  if (field === undefined) return '';
  return field === 'parameters' ? '.input_schema' : `.${field}`;
}

function placeOfEffort({ thinking, output_config: config }: Fields): string {
  const isDisabled = isObject(thinking) && thinking['type'] === 'disabled';
  return !isDisabled && isObject(config) && typeof config['effort'] === 'string'
    ? 'output_config.effort'
    : 'thinking';
}
