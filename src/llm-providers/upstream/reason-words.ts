/**
 * What the words of providers are about. Each expression was written from texts that were seen (they are the cases of
 * reason-words.spec.ts) and asks for whole turns of phrase: a single word such as "model" stands in any message.
 */

/** Names of failures, brought to one spelling: `ModelNotFound` and "Model not found" are `model_not_found`. */
export function toName(text: string | null): string {
  return (text ?? '')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
}

const MISSING_MODEL_NAME = new RegExp(
  [
    String.raw`^(?:unknown|invalid|unsupported|unavailable|deprecated|retired|decommissioned|no_such|unrecognized)_model(?:_(?:id|name|code|error))?$`,
    String.raw`^(?:model|deployment)_(?:not|does_not|is_not|no_longer)_(?:found|exists?|supported|available|allowed|active|open|served|accessible|permitted|enabled|deployed|authorized)(?:_\w+)?$`,
    String.raw`^(?:key_|team_|user_|project_)?model_(?:decommissioned|deprecated|retired|removed|discontinued|disabled|offline|unavailable|unsupported|unknown|invalid|gone|access_denied|no_access|permission_denied|not_found_\w+)(?:_error)?$`,
  ].join('|'),
);

/** True for the code or type of an error that says a model is not there. `name` as `toName` writes it. */
export function isMissingModelName(name: string): boolean {
  return MISSING_MODEL_NAME.test(name);
}

/** A model as messages name it: `model gpt-9`, "The requested model 'x'", "models/gemini-9", "model with id x". */
const QUOTED = String.raw`(?:"[^"]{1,200}"|'[^']{1,200}'|${'`'}[^${'`'}]{1,200}${'`'}|“[^”]{1,200}”|\[[^\]]{1,200}\]|<[^>]{1,200}>)`;
/** What stands behind "model" and is no name of one. */
const OTHER_THINGS = String.raw`(?:parameters?|arguments?|values?|features?|types?|inputs?|outputs?|formats?|options?|requests?|responses?|calls?|prompts?|messages?|config\w*|settings?|temperature|top_[pk]|max_\w+|stop\w*|stream\w*|response_format|tools?|tool_\w+|functions?|function_\w+|log\w+|seed|n|\w+_penalty|reasoning\w*|thinking\w*|images?|audio|video|vision|json\w*|system|user|structured|parallel\w*)\b`;
const BARE = String.raw`(?!${OTHER_THINGS})[\w@][^\s"'${'`'},;]{0,199}`;
const NOUN = String.raw`\b(?:models?|deployment|engine)(?:[ _-]?(?:id|name|code|identifier|version))?`;
const NAMED = String.raw`(?:${NOUN}(?:,? (?:with (?:the )?(?:id|name)|named|called|you (?:requested|specified)|requested|specified|provided|of))?[:=]? *(?:${QUOTED}|${BARE})?|\bmodels\/[^\s"',;]{1,200}),?`;

const BE = String.raw`(?:(?:is|was|are|were|has|have|could|can|been) +(?:been +)?(?:currently +|now +|also +)?)?`;
const NOT_THERE = [
  String.raw`(?:does|do|did) ?(?:not|n['’]?t) +(?:seem to +)?exist`,
  String.raw`doesn['’]?t +exist`,
  String.raw`(?:not|never) +(?:exists?|be +found|be +accessed|found)`,
  String.raw`(?:is|was|are|can|could)n['’]?t +(?:be +)?(?:currently +)?(?:found|available|supported|recogni[sz]ed|accessible|served|deployed|valid)`,
  String.raw`cannot +be +(?:found|accessed)`,
  String.raw`(?:not|no +longer) +(?:currently +|yet +)?(?:available|supported|recogni[sz]ed|known|served|deployed|hosted|offered|accessible|active|enabled|allowed|permitted|valid|in +service|installed|registered)`,
  String.raw`(?:unknown|unavailable|inaccessible|invalid|unsupported)(?=[.,;:]|$)`,
  String.raw`(?<=\b(?:is|was|are|currently|now) +)(?:unknown|unavailable|inaccessible|invalid|unsupported)`,
  String.raw`(?:deprecated|decommissioned|retired|discontinued|removed|disabled|sunset|shut ?down|withdrawn|offline)`,
  String.raw`reached +(?:the +|its +)?end +of +(?:its +)?life`,
  String.raw`not +(?:a +)?(?:valid|supported|known|chat) +model`,
].join('|');

/** Behind "is not supported" it may turn out that something else is not: "… with tools", "… for streaming". */
const NOT_OF_SOMETHING_ELSE = String.raw`(?! +(?:(?:with|when|if|together|to)\b|(?:for +|in +)?(?:the +|this +)?(?:combination\b|${OTHER_THINGS})))`;

const MODEL_MISSING = new RegExp(String.raw`${NAMED} *${BE}(?:${NOT_THERE})\b${NOT_OF_SOMETHING_ELSE}`, 'gi');

const OTHER_TURNS = new RegExp(
  [
    // "Invalid model: x", "Unknown Model, please check", "not a valid model ID", "unsupported model `x`"
    String.raw`\b(?:unknown|invalid|unsupported|unrecogni[sz]ed|no such|non-?existent|deprecated|decommissioned|inaccessible|not (?:a|an) (?:valid|supported|known|available|recogni[sz]ed|allowed|existing|chat)|isn['’]t (?:a|an) (?:valid|supported))(?: chat| llm| language| foundation| base)? model(?: ?(?:id|name|code|identifier))?(?=$|[\s]*[:.,;!?'"${'`'}(\[=]| (?:requested|specified|selected|provided|passed|given|named|for\b)|s? +[\w@.:-]*[\d/])`,
    String.raw`\b(?:not found|cannot find|can['’]t find|could not find|couldn['’]t find|unable to find|unable to access|(?:could not|cannot|can['’]t|unable to|failed to) resolve|failed to find)(?: the)?(?: non-serverless| requested| specified)? model\b`,
    String.raw`\bno (?:such )?model (?:named|called|found|with|matching|is loaded)|\bno models? loaded\b`,
    String.raw`(?:n['’]t have|\b(?:no|not have|without|denied|not allowed|not authorized|not permitted))(?: \w+){0,2} (?:access|permission)(?: \w+){0,2} (?:the |this |that |requested |specified )*models?\b`,
    String.raw`\b(?:not|n['’]t|never) (?:allowed|authorized|permitted|entitled|able) to (?:access|use|call|invoke|sample from|query)(?: the| this| that)* models?\b`,
    String.raw`\bmodel access (?:is |was )?(?:denied|not)`,
    String.raw`\bno (?:endpoints|allowed providers|providers?|instances?|available channels?) (?:found|are available|available) (?:for|under)\b`,
    String.raw`^model: \S+$`,
    String.raw`模型不存在|模型.{0,20}(?:已下线|不可用)|不支持.{0,6}模型`,
  ].join('|'),
  'i',
);

/** "Streaming for model …", "temperature on the model …", "Role 'model'": it is about what stands before. */
const OF_A_MODEL =
  /[^\s.!?] *['"`]? +(?:for|on|with|in|of|using) +(?:(?:the|this|that|your|requested|specified) +)*$/i;
const NAMED_MODEL = /\b(?:role|param(?:eter)?|field|argument|property|value|key|type)s?:? +["'`“]?$/i;
/** What a model is asked through: without it, there is no model. */
const WAY_TO_MODEL =
  /\b(?:support|access|endpoints?|deployments?|api|providers?|channels?|instances?|inference|weights|version|identifier|id|name|requests?) +(?:for|on|with|in|of|using) +(?:\w+ +)*$/i;
/** Longer words are cut: the time for the expressions above grows with the square of these. */
const MOST_CHARACTERS = 1_000;

/**
 * @param text on one line, without blanks in a row.
 * @param model as the request named it: the words may name it without saying that it is a model.
 */
export function saysModelIsMissing(text: string, model: string): boolean {
  const cut = text.slice(0, MOST_CHARACTERS);
  const named = model.length >= 3 ? cut.replaceAll(model, 'model').slice(0, MOST_CHARACTERS) : cut;
  const told = named.replace(/["'`“]model["'`”]/g, 'model');
  return [cut, told].some((words) => isOfModelItself(words) || OTHER_TURNS.test(words));
}

function isOfModelItself(words: string): boolean {
  for (const { index } of words.matchAll(MODEL_MISSING)) {
    const before = words.slice(Math.max(0, index - 60), index);
    if (NAMED_MODEL.test(before)) continue;
    if (!OF_A_MODEL.test(before) || WAY_TO_MODEL.test(before)) return true;
  }
  return false;
}

/** A status of 404 and any of these is about a model. */
export function mentionsModel(text: string): boolean {
  return /\b(?:model|deployment|engine)\b|\bmodels\/\w|\bno endpoints found\b/i.test(text);
}

const WRONG_ADDRESS =
  /\bunexpected (?:endpoint|method|route|path)\b|\bunknown (?:request )?(?:url|endpoint|route|path)\b|\b(?:invalid|unrecogni[sz]ed) (?:request )?(?:url|endpoint|route|path) \((?:get|post|put)\b|\bno (?:such )?(?:route|endpoint|handler)\b(?! +found for)|\b(?:route|endpoint|path|page|url) (?:\S{1,200} )?(?:was )?not found\b|\bcannot (?:get|post) \/|\bmethod not allowed\b|\bno static resource\b/i;

/** True for words about the address asked: the operator's base URL is wrong, and not the request. */
export function saysAddressIsWrong(text: string): boolean {
  return WRONG_ADDRESS.test(text);
}

const SPEAKS_OF_ADDRESS =
  /(?<!\b(?:image|file|video|audio|document)[ _-]?)\b(?:urls?|uris?|routes?|paths?|endpoints?|methods?)\b/i;
/** Says no more than the status does: "Not Found", "The requested resource was not found.", "404 page not found". */
const BARE_NOT_FOUND =
  /^(?:error:? )?404\b|^(?:the )?(?:requested )?(?:(?:api|resource|page)s? )?(?:(?:is|was|were|could|can) ?)?(?:not|cannot) (?:be )?found\b[^a-z0-9]*$/i;

/** With status 404: the words speak of the address, or of nothing at all. */
export function isAboutAddress(text: string): boolean {
  return SPEAKS_OF_ADDRESS.test(text) || BARE_NOT_FOUND.test(text.trim());
}

const CONTENT =
  /\bcontent\b|\bsafety\b|\bmoderat|\bpolic(?:y|ies)\b|\bguidelines?\b|\bflagged\b|\bviolat|\bharmful\b|\bprohibited\b|\binappropriate\b|\bterms of (?:use|service)\b|\bsensitive\b|\bunsafe\b|\babuse\b|\bjailbreak|\bguardrail|\bcopyright/i;
const ACCOUNT_IS_OUT =
  /\b(?:account|organi[sz]ation|team|project|workspace|key) (?:[^\s.]{0,80}[\d"'`][^\s.]{0,80} )?(?:is|was|has been|were|have been) (?:\w+ )?(?:banned|disabled|suspended|blocked|terminated|deactivated|revoked|denied)\b/i;

/** The prompt or its answer is what the provider refuses, and not who asks. */
export function isAboutContent(text: string): boolean {
  return CONTENT.test(spaced(text)) && !ACCOUNT_IS_OUT.test(text);
}

const KEY_NAME =
  /api_key|^(?:authentication|authorization|permission|credentials?)s?(?:_\w+)?$|^(?:un)?authenticat|^unauthori[sz]ed|^(?:invalid|expired|missing|revoked|incorrect|wrong|bad)_(?:auth\w*|key|token|access_token|credentials?|permissions?)|^insufficient_(?:permissions?|scopes?)|^(?:key|token)_(?:\w+_)?(?:invalid|expired|revoked|disabled|blocked)|^(?:account|organization|project|team)_(?:deactivated|disabled|suspended|blocked|banned)|does_not_have_(?:the_)?(?:\w+_)?permission/;

/** Whether the name of a failure says that it is about the key, or about what the key may do. */
export function isKeyName(name: string): boolean {
  return KEY_NAME.test(name);
}

const KEY_WORDS =
  /^(?:the |your |this |an? )?(?:invalid|incorrect|expired|revoked|disabled|wrong|unknown|missing|no) (?:x-)?api[ _-]?key\b|\b(?:your|the|this) (?:x-)?api[ _-]?key (?:\S{1,80} )?(?:is|was|has|does not|doesn['’]t|lacks|may not)\b|^api[ _-]?key (?:is |was |has been |not )?(?:invalid|not valid|valid|expired|disabled|revoked|blocked|not found|required|limit)|^key limit exceeded\b|\binsufficient permissions\b|\bmissing scopes?\b/i;

/** Some tell of a wrong key in words only. */
export function saysKeyIsRefused(text: string): boolean {
  return KEY_WORDS.test(text) || ACCOUNT_IS_OUT.test(text);
}

const PLACE =
  /\blocation is not supported\b|\bunsupported ?(?:country|region|location)|\b(?:country|region|territory|location)\b[^.]{0,60}\b(?:not (?:supported|available|allowed|served)|unsupported|unavailable)\b|\bnot (?:supported|available|allowed|offered) in your (?:country|region|territory|location)\b/i;

/** From where the gateway calls, the provider serves none. */
export function isAboutPlace(text: string): boolean {
  return PLACE.test(spaced(text));
}

/** Names are read as words. */
function spaced(text: string): string {
  return text.replaceAll('_', ' ');
}

/** A team without credit, told with status 403 (xAI). */
export function saysCreditIsSpent(text: string): boolean {
  return /\b(?:no|any|insufficient|not enough|out of|exhausted|used (?:all|up))\b[^.]{0,60}\b(?:credits?|balance)\b/i.test(
    text,
  );
}
