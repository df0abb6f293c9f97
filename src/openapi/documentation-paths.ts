/** Where Swagger UI is served, without the slash before it. */
export const DOCUMENTATION_PATH = 'docs';

/** Where the OpenAPI document is served as JSON, without the slash before it. */
export const DOCUMENT_PATH = 'docs-json';
