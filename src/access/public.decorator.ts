import { SetMetadata } from '@nestjs/common';

export const IS_PUBLIC = Symbol('IS_PUBLIC');

/** Opens a route to callers without a key. Everything that does not say so is closed. */
export const Public = () => SetMetadata(IS_PUBLIC, true);
