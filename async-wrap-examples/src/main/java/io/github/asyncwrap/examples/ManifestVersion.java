package io.github.asyncwrap.examples;

import picocli.CommandLine.IVersionProvider;

/** The version in the manifest of the jar that this runs from. */
final class ManifestVersion implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = Main.class.getPackage().getImplementationVersion();
        return new String[] {"async-wrap-examples " + (version == null ? "(not run from its jar)" : version)};
    }
}
