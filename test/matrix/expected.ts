import type { Expectation } from './expectations.js';

const SAMPLING =
  'The newest models of this provider choose it themselves: the rules of the model take it out, and older models get it.';
const GOES_ON_FROM_NONE =
  'The newest models of this provider go on from no answer: a turn of a user is sent behind it, and older models go on.';
const NOT_AT_ANTHROPIC = "Anthropic's API has no such parameter, or not this value of it.";
const NOT_AT_GEMINI = "Gemini's API has no such parameter, or it is not translated.";
const OWN_TOOL = 'Only the provider that runs such a tool has it.';
const UNKNOWN = 'What the gateway does not know it cannot translate.';

/** Everything else travels. */
export const EXPECTED: readonly Expectation[] = [
  {
    rows: ['Stop sequences', 'Seed', 'Penalties'],
    wires: ['only-responses'],
    outcome: 'told',
    why: "OpenAI's Responses API has no such parameter.",
  },
  {
    rows: ['Mark in a prompt, up to which it is cached'],
    surfaces: ['chat'],
    wires: ['only-responses'],
    outcome: 'told',
    why: "OpenAI's Responses API has no such parameter.",
  },
  { rows: ['Temperature', 'Top-p'], wires: ['anthropic', 'gemini'], outcome: 'told', why: SAMPLING },
  { rows: ['Top-k'], wires: ['anthropic', 'gemini'], outcome: 'told', why: SAMPLING },
  { rows: ['Top-k'], outcome: 'told', why: "OpenAI's APIs have no such parameter." },
  {
    rows: ['One tool call at a time'],
    wires: ['gemini'],
    outcome: 'told',
    why: 'Gemini decides by itself how many tools it calls at once.',
  },
  {
    rows: ['Image at an address'],
    surfaces: ['chat', 'responses', 'messages'],
    wires: ['gemini'],
    outcome: 'travels',
    why: 'Gemini wants the type of a picture beside its address: an address that does not end in one (.png, .jpg, .jpeg, .webp) is refused.',
  },
  {
    rows: ['Beginning of the answer, as the last turn'],
    surfaces: ['chat', 'responses', 'gemini'],
    wires: ['anthropic'],
    outcome: 'told',
    why: GOES_ON_FROM_NONE,
  },
  {
    rows: ['Beginning of the answer, as the last turn'],
    surfaces: ['chat', 'responses', 'messages'],
    wires: ['gemini'],
    outcome: 'told',
    why: GOES_ON_FROM_NONE,
  },
  {
    rows: ['JSON without a schema'],
    wires: ['anthropic'],
    outcome: 'told',
    why: 'Claude writes JSON by a schema only.',
  },
  {
    rows: ['Mark of a failed result of a tool'],
    surfaces: ['messages'],
    wires: ['chat', 'responses', 'only-responses', 'gemini'],
    outcome: 'travels',
    shown: 'in words',
    why: 'No other API has a mark for it: the result begins with the word "Error:".',
  },
  {
    rows: ['Metadata'],
    surfaces: ['responses'],
    wires: ['chat', 'anthropic', 'gemini'],
    outcome: 'lost',
    shown: 'kept',
    why: 'It comes back in the response, where it is looked for, and goes no further.',
  },
  {
    rows: ['Name of the prompt in the cache'],
    surfaces: ['responses'],
    wires: ['anthropic', 'gemini'],
    outcome: 'lost',
    shown: 'kept',
    why: 'It keeps a conversation to one target and key, where there are several; the provider has no such parameter.',
  },
  {
    rows: ['Mark in a prompt, up to which it is cached'],
    surfaces: ['messages'],
    wires: ['chat', 'responses', 'only-responses', 'gemini'],
    outcome: 'lost',
    shown: 'not needed',
    why: 'This provider finds the beginning of a prompt in its cache by itself. To OpenRouter and Requesty, which have marks, they travel.',
  },
  {
    rows: ['Mark in a prompt, up to which it is cached'],
    surfaces: ['chat'],
    wires: ['gemini'],
    outcome: 'told',
    why: NOT_AT_GEMINI,
  },
  {
    rows: ['Log probabilities', 'Verbosity', 'Name of the end user', 'Metadata', 'Tier of service'],
    surfaces: ['chat', 'responses', 'messages'],
    wires: ['gemini'],
    outcome: 'told',
    why: NOT_AT_GEMINI,
  },
  {
    rows: ['Name of the prompt in the cache'],
    wires: ['gemini'],
    outcome: 'told',
    why: NOT_AT_GEMINI,
  },
  {
    rows: ['Seed', 'Penalties', 'Log probabilities', 'Verbosity', 'Metadata'].concat(
      'Name of the prompt in the cache',
    ),
    wires: ['anthropic'],
    outcome: 'told',
    why: NOT_AT_ANTHROPIC,
  },
  {
    rows: ['Tier of service'],
    surfaces: ['chat', 'responses'],
    wires: ['anthropic'],
    outcome: 'told',
    why: NOT_AT_ANTHROPIC,
  },
  {
    rows: ['Tool that the provider runs (web search)'],
    surfaces: ['responses'],
    wires: ['chat', 'anthropic', 'gemini'],
    outcome: 'told',
    why: OWN_TOOL,
  },
  {
    rows: ['Tool that the provider runs (web search)'],
    surfaces: ['messages'],
    wires: ['chat', 'responses', 'only-responses', 'gemini'],
    outcome: 'told',
    why: OWN_TOOL,
  },
  {
    rows: ['Tool that the provider runs (web search)'],
    surfaces: ['gemini'],
    wires: ['chat', 'responses', 'only-responses', 'anthropic'],
    outcome: 'told',
    why: OWN_TOOL,
  },
  {
    rows: ['Field that nobody knows'],
    surfaces: ['chat'],
    wires: ['gemini'],
    outcome: 'told',
    why: UNKNOWN,
  },
  {
    rows: ['Field that nobody knows'],
    surfaces: ['responses'],
    wires: ['chat', 'anthropic', 'gemini'],
    outcome: 'told',
    why: UNKNOWN,
  },
  {
    rows: ['Field that nobody knows'],
    surfaces: ['messages'],
    wires: ['chat', 'responses', 'only-responses', 'gemini'],
    outcome: 'told',
    why: UNKNOWN,
  },
  {
    rows: ['Field that nobody knows'],
    surfaces: ['gemini'],
    wires: ['chat', 'responses', 'only-responses', 'anthropic'],
    outcome: 'told',
    why: UNKNOWN,
  },
  {
    rows: ['The request, as its caller wrote it'],
    outcome: 'field by field',
    why: 'The body is written anew with the name of the model: names, their order and values are the same, blanks and the spelling of numbers are not.',
  },
  {
    rows: ['The whole answer, as its provider wrote it', 'The streamed answer, as its provider wrote it'],
    surfaces: ['responses'],
    outcome: 'byte for byte',
    why: 'A response that its provider keeps has an id of ours, which says who keeps it: what holds that is written anew. Sealed thoughts are marked with their account, where several could be asked to go on from them.',
  },
  {
    rows: ['The whole answer, as its provider wrote it', 'The streamed answer, as its provider wrote it'],
    outcome: 'byte for byte',
    why: '',
  },
];
