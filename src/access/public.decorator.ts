import { SetMetadata } from '@nestjs/common';

/** Where the guard finds, in a route's metadata, that `Public` opened it. */
export const IS_PUBLIC = Symbol('IS_PUBLIC');

/** Opens a route to callers without a key. Everything that does not say so is closed. */
export const Public = () => SetMetadata(IS_PUBLIC, true);
