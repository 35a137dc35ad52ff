import type { CompaniesQuery } from "../generated/graphql";

export type Company = NonNullable<CompaniesQuery["viewer"]["companies"]>["nodes"][number];
