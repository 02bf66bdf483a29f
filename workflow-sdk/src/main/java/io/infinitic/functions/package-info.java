/**
 * Functions of 0 to 9 arguments that may throw, so that methods with checked exceptions can be
 * dispatched.
 */
@NullMarked
package io.infinitic.functions;

import org.jspecify.annotations.NullMarked;
