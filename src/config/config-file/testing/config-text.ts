/** A provider of the operator's own, with no more than it needs. */
export const LOCAL = '{ id: local, base_url: "http://127.0.0.1:1/v1", default_model: llama3.3 }';
