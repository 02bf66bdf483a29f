/** State stores on databases. Each passes the contract test of the state store. */
@NullMarked
package io.infinitic.stores;

import org.jspecify.annotations.NullMarked;
