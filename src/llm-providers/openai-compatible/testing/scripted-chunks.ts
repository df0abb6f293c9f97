const U = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };

const frame = (data: unknown) => `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
/** A frame of Server-Sent Events with one chunk. */
export const chunk = (choices: readonly object[], more: object = {}) =>
  frame({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices, ...more });
export const choice = (delta: object, reason: string | null = null, index = 0) => ({
  index,
  delta,
  finish_reason: reason,
});
/** A chunk with some text. */
export const says = (content: string, more: object = {}) => chunk([choice({ content })], more);
const call = (index: number, called: object) => chunk([choice({ tool_calls: [{ index, ...called }] })]);

/** Frames of chat completions as OpenAI sends them: the first, the end, the counts, and the mark behind all. */
export const ROLE = chunk([choice({ role: 'assistant', content: '' })]);
export const STOP = chunk([choice({}, 'stop')]);
export const COUNT = chunk([], { usage: U });
export const END = frame('[DONE]');
/** A stream that says "Hello", and what comes behind it. */
export const text = (...more: readonly string[]) => [ROLE, says('Hel'), says('lo'), ...more].join('');

/** Streams as they are and as they might be, short enough to be cut anywhere. */
export const SCRIPTED: Readonly<Record<string, string>> = {
  'that is like most': text(STOP, COUNT, END),
  'without counts': text(STOP, END),
  'with nulls for counts': [says('Hel', { usage: null }), says('lo', { usage: null }), STOP, COUNT, END].join(
    '',
  ),
  'with fillings':
    ['a', 'bcd', ''].map((obfuscation, at) => says(`w${at}`, { obfuscation })).join('') + STOP + END,
  'with nulls and fillings':
    ['a', 'bcd', ''].map((obfuscation, at) => says(`wä${at}`, { usage: null, obfuscation })).join('') +
    STOP +
    COUNT +
    END,
  'with nulls behind fillings':
    ['a', 'bcd'].map((obfuscation, at) => says(`w${at}`, { obfuscation, usage: null })).join('') + STOP + END,
  'with nulls between letters beyond ASCII':
    ['a', 'b', 'c'].map((content) => says(content, { über: '☃', usage: null, région: 'ß' })).join('') +
    STOP +
    END,
  'with nulls and blanks': (says('a', { usage: null }) + says('b', { usage: null }) + STOP + END).replaceAll(
    '":',
    '": ',
  ),
  'with nulls for counts in all': ['', 'a', 'b', 'c']
    .map((content) => says(content, { usage: null }))
    .concat(chunk([choice({}, 'stop')], { usage: null }), COUNT, END)
    .join(''),
  'with nulls for counts and escapes': [
    says('a"', { usage: null }),
    says('\n', { usage: null }),
    STOP,
    END,
  ].join(''),
  'of two texts that go on differently':
    says('a') + says('b', { service_tier: 'default' }) + says('c') + says('d') + STOP + COUNT + END,
  'with its counts beside a choice': text(chunk([choice({}, 'stop')], { usage: U }), END),
  'with its counts among texts': [says('a'), COUNT, says('b'), STOP, END].join(''),
  'that counts twice': [
    says('a'),
    chunk([], { usage: { ...U, completion_tokens: 1, total_tokens: 11 } }),
    STOP,
    COUNT,
    END,
  ].join(''),
  'with odd counts': text(STOP, chunk([], { usage: { ...U, total_tokens: 99 } }), END),
  'with its service beside its counts': text(STOP, chunk([], { usage: U, service_tier: 'flex' }), END),
  'without its mark': text(STOP, COUNT),
  'with more behind its counts': text(STOP, COUNT, ': bye\n\n', END),
  'with more behind its mark': text(STOP, COUNT, END, says('late')),
  'that stops': text(),
  'that was marked too soon': text(END),
  'with an error in it': text(frame({ error: { message: 'overloaded', code: 503 } }), END),
  'with an event of an error': text(`event: error\n${frame({ message: 'x' })}`),
  'with comments': [': hi\n\n', ROLE, says('a'), ': PROCESSING\n\n', says('b'), STOP, COUNT, END].join(''),
  'with names of events': [ROLE, 'event: ping\ndata:\n\n', says('a'), 'id: 1\n', says('b'), STOP, END].join(
    '',
  ),
  'with carriage returns': text(STOP, COUNT, END).replaceAll('\n', '\r\n'),
  'with a mark of byte order': `\ufeff${text(STOP, COUNT, END)}`,
  'without blanks': text(STOP, COUNT, END).replaceAll('data: ', 'data:'),
  'with an event in two lines': [
    says('a'),
    says('b').replace('"choices"', '\ndata: "choices"'),
    STOP,
    END,
  ].join(''),
  'of two choices': [
    says('a'),
    chunk([choice({ content: 'b' }, null, 1)]),
    STOP,
    chunk([choice({}, 'length', 1)]),
    COUNT,
    END,
  ].join(''),
  'with calls of tools':
    call(0, { id: 'x', type: 'function', function: { name: 'f', arguments: '' } }) +
    call(0, { function: { arguments: '{}' } }) +
    chunk([choice({}, 'tool_calls')]) +
    COUNT +
    END,
  'with calls that have no id':
    call(0, { function: { name: 'f', arguments: '{' } }) + call(1, { function: { name: 'g' } }) + STOP + END,
  'with calls of one id':
    call(0, { id: 'x', type: 'function', function: { name: 'f', arguments: '{' } }) +
    call(1, { id: 'x', type: 'function', function: { name: 'g', arguments: '{' } }) +
    call(1, { id: 'x', function: { arguments: '}' } }) +
    call(0, { function: { arguments: '}' } }) +
    chunk([choice({}, 'tool_calls')]) +
    COUNT +
    END,
  'with calls that all stand at one place':
    call(0, { id: 'x', type: 'function', function: { name: 'f', arguments: '{}' } }) +
    call(0, { id: 'y', type: 'function', function: { name: 'g', arguments: '{' } }) +
    call(0, { function: { arguments: '}' } }) +
    chunk([choice({}, 'tool_calls')]) +
    END,
  'with a call whose name comes late':
    call(0, { id: 'x', type: 'function' }) +
    call(0, { id: 'x', function: { name: 'f', arguments: '{}' } }) +
    chunk([choice({}, 'tool_calls')]) +
    END,
  'with thoughts and a refusal':
    chunk([choice({ reasoning_content: 'hm' })]) + chunk([choice({ refusal: 'no' })]) + STOP + END,
  'with letters of all kinds':
    ['é', '☃ 世界', '👋', 'a"b\\c\n', '\u2028', '\u007f', 'plain'].map((one) => says(one)).join('') +
    STOP +
    END,
  'with escapes': says('x').replace('"x"', String.raw`"\u00e9\ud83d\udc4b"`) + says('y') + STOP + END,
  'of more than one model':
    says('a') + says('b', { model: 'n' }) + says('c') + chunk([], { model: 'o' }) + says('c') + STOP + END,
  'in another form':
    frame({ choices: [{ message: { content: 'hi' } }] }) + chunk([{ index: 0, text: 'a' }]) + STOP + END,
  'with texts that stand twice':
    [1, 2].map(() => says('a').replace('{"content"', '{"content":"z","content"')).join('') + STOP + END,
  'with content elsewhere':
    ['a', 'b'].map((one) => says(one, { note: { content: one } })).join('') + STOP + END,
  'with a text among others':
    ['a', 'b'].map((content) => chunk([choice({ content, name: null, refusal: null })])).join('') +
    STOP +
    END,
  'with no end of a frame': text(STOP).slice(0, -1),
};
