import { SetMetadata } from '@nestjs/common';

/** Where the guard finds, in a route's metadata, that `Public` opened it. */
export const IS_PUBLIC = Symbol('IS_PUBLIC');

/** Opens a route to callers without a key. Everything that does not say so is closed. */
export const Public = () => SetMetadata(IS_PUBLIC, true);

/** Where the guard finds, in a route's metadata, that it may go on without knowing who calls. */
export const IS_FOR_UNKNOWN = Symbol('IS_FOR_UNKNOWN');

/** A public route that serves callers even while the store, which knows who they are, is away. */
export const EvenIfUnknown = () => SetMetadata(IS_FOR_UNKNOWN, true);

/** Where the guard finds, in a route's metadata, that `ForAdmins` closed it to all others. */
export const IS_FOR_ADMINS = Symbol('IS_FOR_ADMINS');

/** Opens a route to administrators, and to those who may look at what they see. */
export const ForAdmins = () => SetMetadata(IS_FOR_ADMINS, 'and viewers');

/** Opens a route to administrators, whatever it is that others may look at. */
export const ForAdminsAlone = () => SetMetadata(IS_FOR_ADMINS, 'alone');
