package io.github.asyncwrap;

import com.google.common.reflect.TypeToken;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A method of the object behind an interface, with all the places where it is declared, the most specific one first: an
 * object's class is often not accessible, but an interface of it is, and which declaration is called makes no difference.
 */
final class TargetMethod {
    private static final int NONE_OF_THESE = Modifier.STATIC | Modifier.PRIVATE | Modifier.PROTECTED;

    private final List<Member> declarations = new ArrayList<>();

    /** A name with the parameters that it has in the object's class. */
    private record Key(String name, List<Class<?>> parameters) {}

    static Collection<TargetMethod> of(Class<?> type) {
        Map<Key, TargetMethod> methods = new LinkedHashMap<>();
        for (TypeToken<?> place : TypeToken.of(type).getTypes()) {
            if (place.getRawType() == Object.class || isGenerated(place.getRawType())) {
                continue;
            }
            Method[] declared = place.getRawType().getDeclaredMethods();
            Arrays.sort(declared, Comparator.comparing(Method::isBridge)); // what the compiler has added, last
            for (Method method : declared) {
                if ((method.getModifiers() & NONE_OF_THESE) == 0) {
                    Member member = Member.of(place, method);
                    methods.computeIfAbsent(
                                    new Key(member.name(), member.rawParameters()), unused -> new TargetMethod())
                            .declarations
                            .add(member);
                }
            }
        }
        return methods.values();
    }

    /** A proxy, or a lambda: what it implements says more about types. */
    private static boolean isGenerated(Class<?> type) {
        return Proxy.isProxyClass(type) || type.isHidden();
    }

    /** The one that tells most. */
    Member member() {
        return declarations.stream()
                .filter(member -> !member.method().isBridge())
                .findFirst()
                .orElse(declarations.get(0));
    }

    /** Whether it is there for callers of a less specific one only. */
    boolean isBridge() {
        return member().method().isBridge();
    }

    /** Of objects only, bound to the object, of a fixed number of arguments; null if no declaration is accessible. */
    @Nullable
    MethodHandle handle(Object target, List<Lookup> lookups) {
        for (Member member : declarations) {
            for (Lookup lookup : lookups) {
                try {
                    return ofObjects(lookup.unreflect(member.method()).bindTo(target));
                } catch (IllegalAccessException here) {
                    // it may be accessible elsewhere
                }
            }
        }
        return inherited(target, lookups);
    }

    /** What a class that is not accessible declares may be called on an accessible one that inherits it. */
    private @Nullable MethodHandle inherited(Object target, List<Lookup> lookups) {
        for (Member member : declarations) {
            Method method = member.method();
            MethodType type = MethodType.methodType(method.getReturnType(), method.getParameterTypes());
            for (Class<?> place = target.getClass();
                    place != null && method.getDeclaringClass().isAssignableFrom(place);
                    place = place.getSuperclass()) {
                for (Lookup lookup : lookups) {
                    try {
                        return ofObjects(lookup.findVirtual(place, method.getName(), type)
                                .bindTo(target));
                    } catch (IllegalAccessException | NoSuchMethodException here) {
                        // it may be accessible elsewhere
                    }
                }
            }
        }
        return null;
    }

    private static MethodHandle ofObjects(MethodHandle handle) {
        return handle.asFixedArity().asType(handle.type().generic());
    }

    /** All arguments but the first few come in one array; parameters and result are objects. */
    static MethodHandle spread(MethodHandle handle, int kept) {
        MethodHandle ofObjects = ofObjects(handle);
        return ofObjects.asSpreader(Object[].class, ofObjects.type().parameterCount() - kept);
    }
}
